import { describe, expect, test } from "@odoo/hoot";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import {
    fitSize,
    makePhotoName,
    makeToken,
    readPhoto,
    shrinkPhoto,
    shrinkPhotos,
} from "@suite_base/photo";

async function takePhoto(width, height, type = "image/png", name = "camera.png") {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, type));
    return new File([blob], name, { type });
}

async function getPixels(file) {
    const picture = await createImageBitmap(file);
    const { width, height } = picture;
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    return { width, height, pixel: [...context.getImageData(0, 0, 1, 1).data] };
}

describe("@suite_base photo", () => {
    test("a large photo becomes a small JPEG before it leaves the device", async () => {
        const photo = await shrinkPhoto(await takePhoto(4000, 3000));
        expect([photo.name, photo.type]).toEqual(["camera.jpg", "image/jpeg"]);
        const { width, height, pixel } = await getPixels(photo);
        expect([width, height]).toEqual([1600, 1200]);
        expect(pixel).toEqual([255, 255, 255, 255]); // what was transparent is white
    });

    test("a small photo is not enlarged, a thin one keeps a pixel", () => {
        expect(fitSize(800, 600)).toEqual({ width: 800, height: 600 });
        expect(fitSize(1600, 1601)).toEqual({ width: 1599, height: 1600 });
        expect(fitSize(100000, 1)).toEqual({ width: 1600, height: 1 });
        expect(fitSize(400, 200, 100)).toEqual({ width: 100, height: 50 });
    });

    test("a photo is read as base64, of the size that is asked for", async () => {
        const { data, mimetype } = await readPhoto(await takePhoto(400, 200), { side: 100 });
        expect(mimetype).toBe("image/jpeg");
        const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
        const { width, height } = await getPixels(new Blob([bytes], { type: mimetype }));
        expect([width, height]).toEqual([100, 50]);
    });

    test("what the browser cannot read is sent as it is, for the server to answer", async () => {
        const photo = await readPhoto(new File(["no picture"], "x.heic", { type: "image/heic" }));
        expect(photo.mimetype).toBe("image/heic");
        expect(atob(photo.data)).toBe("no picture");
    });

    test("all photos of an input are replaced", async () => {
        const files = new DataTransfer();
        files.items.add(await takePhoto(2000, 1000));
        files.items.add(new File(["text"], "note.txt", { type: "text/plain" }));
        const input = Object.assign(document.createElement("input"), { type: "file" });
        input.multiple = true;
        input.files = files.files;
        await shrinkPhotos(input);
        expect([...input.files].map((file) => file.name)).toEqual(["camera.jpg", "note.txt"]);
    });

    test("two photos never have the same name, on plain http either", () => {
        patchWithCleanup(crypto, { randomUUID: undefined }); // as a browser has it without TLS
        expect(makePhotoName()).not.toBe(makePhotoName());
        expect(makePhotoName()).toMatch(/^photo-[0-9a-f]{32}\.jpg$/);
        expect(new Set(Array.from({ length: 1000 }, makeToken)).size).toBe(1000);
    });
});
