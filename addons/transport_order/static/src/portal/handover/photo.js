const LONGEST_SIDE = 1920; // Odoo keeps no larger pictures
const QUALITY = 0.85;

/**
 * A photo small enough for a weak connection in a yard, and without the place and the device that
 * phones write into pictures. What cannot be read as a picture stays as it is: the server judges it.
 *
 * @param {File} file
 * @returns {Promise<File>}
 */
export async function shrinkPhoto(file) {
    let picture;
    try {
        picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
        return file;
    }
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob
        ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type })
        : file;
}

/**
 * @param {HTMLInputElement} input of files
 * @returns {Promise<void>} when its photos are replaced by smaller ones
 */
export async function shrinkPhotos(input) {
    const chosen = [...input.files];
    const photos = new DataTransfer();
    for (const file of chosen) {
        photos.items.add(await shrinkPhoto(file)); // one by one: a phone has little memory
    }
    input.files = photos.files;
}
