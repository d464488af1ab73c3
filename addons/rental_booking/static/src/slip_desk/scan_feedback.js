/** Sound of a scan: a short high tone for yes, two low ones for no. No file to load. */

import { browser } from "@web/core/browser/browser";

const TONES = {
    ok: [{ frequency: 1040, start: 0, length: 0.09 }],
    error: [
        { frequency: 220, start: 0, length: 0.16 },
        { frequency: 180, start: 0.2, length: 0.26 },
    ],
};
let audio = null;

function getAudio() {
    const AudioContext = window.AudioContext || window.webkitAudioContext;
    if (!audio && AudioContext) {
        audio = new AudioContext();
    }
    return audio;
}

/** @param {"ok"|"error"} kind */
export function playFeedback(kind) {
    const context = getAudio();
    if (!context) {
        return;
    }
    for (const tone of TONES[kind]) {
        const oscillator = context.createOscillator();
        const gain = context.createGain();
        gain.gain.value = 0.15;
        oscillator.frequency.value = tone.frequency;
        oscillator.connect(gain).connect(context.destination);
        oscillator.start(context.currentTime + tone.start);
        oscillator.stop(context.currentTime + tone.start + tone.length);
    }
    browser.navigator.vibrate?.(kind === "ok" ? 40 : [80, 60, 80]);
}
