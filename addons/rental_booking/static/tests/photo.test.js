import { describe, expect, test } from "@odoo/hoot";
import { makePhotoName, readPhoto } from "@rental_booking/slip_desk/photo";

async function takePhoto(width, height, type = "image/png") {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, type));
    return new File([blob], "camera", { type });
}

async function getSize({ data, mimetype }) {
    const image = new Image();
    image.src = `data:${mimetype};base64,${data}`;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
}

describe("@rental_booking photo", () => {
    test("a large photo becomes a small JPEG before it leaves the device", async () => {
        const photo = await readPhoto(await takePhoto(4000, 3000));
        expect(photo.mimetype).toBe("image/jpeg");
        expect(await getSize(photo)).toEqual([1600, 1200]);
    });

    test("what the browser cannot read is sent as it is, for the server to answer", async () => {
        const photo = await readPhoto(new File(["no picture"], "x.heic", { type: "image/heic" }));
        expect(photo.mimetype).toBe("image/heic");
        expect(atob(photo.data)).toBe("no picture");
    });

    test("two photos never have the same name", () => {
        expect(makePhotoName()).not.toBe(makePhotoName());
    });
});
