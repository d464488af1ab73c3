/**
 * A photo made small before it leaves the device: fit for a weak connection, and without the place
 * and the device that phones write into pictures. What this browser cannot read as a picture stays
 * as it is: the server says what is wrong with it.
 */

export const MAX_SIDE = 1600;
const QUALITY = 0.82;

/** Size that fits in a square of `side` pixels without being enlarged. */
export function fitSize(width, height, side = MAX_SIDE) {
    const ratio = Math.min(1, side / Math.max(width, height));
    return {
        width: Math.max(1, Math.round(width * ratio)),
        height: Math.max(1, Math.round(height * ratio)),
    };
}

/**
 * @param {File} file
 * @param {{ side?: number, quality?: number }} [options]
 * @returns {Promise<File>} a JPEG, or the file itself when it is no picture
 */
export async function shrinkPhoto(file, { side = MAX_SIDE, quality = QUALITY } = {}) {
    let picture;
    try {
        picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
        return file;
    }
    const size = fitSize(picture.width, picture.height, side);
    const canvas = Object.assign(document.createElement("canvas"), size);
    const context = canvas.getContext("2d");
    context.fillStyle = "#ffffff"; // a JPEG has no transparency: it would turn black
    context.fillRect(0, 0, size.width, size.height);
    context.drawImage(picture, 0, 0, size.width, size.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (!blob) {
        return file;
    }
    const name = (file.name || "photo").replace(/\.\w+$/, "");
    return new File([blob], `${name}.jpg`, { type: blob.type });
}

/**
 * @param {File} file
 * @param {{ side?: number, quality?: number }} [options]
 * @returns {Promise<{ data: string, mimetype: string }>} the small photo, base64 without prefix
 */
export async function readPhoto(file, options) {
    const photo = await shrinkPhoto(file, options);
    const url = await new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.addEventListener("load", () => resolve(reader.result));
        reader.addEventListener("error", () => reject(reader.error));
        reader.readAsDataURL(photo);
    });
    const [head, data = ""] = url.split(",");
    return { data, mimetype: head.slice("data:".length).split(";")[0] };
}

/**
 * @param {HTMLInputElement} input of files
 * @param {{ side?: number, quality?: number }} [options]
 * @returns {Promise<void>} when its photos are replaced by smaller ones
 */
export async function shrinkPhotos(input, options) {
    const photos = new DataTransfer();
    for (const file of input.files) {
        photos.items.add(await shrinkPhoto(file, options)); // one by one: a phone has little memory
    }
    input.files = photos.files;
}

/** 32 random hexadecimal digits; unlike `crypto.randomUUID` they also come on plain http. */
export function makeToken() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A name that no other photo has: the server takes a repeated one only once. */
export function makePhotoName() {
    return `photo-${makeToken()}.jpg`;
}
