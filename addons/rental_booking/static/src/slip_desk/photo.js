/** A photo of the device camera, made small before it is kept and sent. */

import { getDataURLFromFile } from "@web/core/utils/urls";

export const MAX_SIDE = 1600;
const QUALITY = 0.82;

/** Size that fits in a square of `side` pixels without being enlarged. */
export function fitSize(width, height, side = MAX_SIDE) {
    const ratio = Math.min(1, side / Math.max(width, height));
    return { width: Math.round(width * ratio), height: Math.round(height * ratio) };
}

async function shrink(file) {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const { width, height } = fitSize(image.width, image.height);
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d").drawImage(image, 0, 0, width, height);
    image.close();
    return canvas.toDataURL("image/jpeg", QUALITY);
}

/**
 * @param {File} file
 * @returns {Promise<{data: string, mimetype: string}>} base64 without prefix; a picture that this
 *   browser cannot decode is sent as it is, the server then says what is wrong with it
 */
export async function readPhoto(file) {
    let dataUrl;
    try {
        dataUrl = await shrink(file);
    } catch (error) {
        console.info("The photo is sent as it is:", error);
        dataUrl = await getDataURLFromFile(file);
    }
    const [head, data] = dataUrl.split(",");
    return { data, mimetype: head.slice("data:".length).split(";")[0] };
}

/** A name that no other photo has: the server takes a repeated one only once. */
export function makePhotoName() {
    return `photo-${crypto.randomUUID()}.jpg`;
}
