let audio: AudioContext | null = null;

const NOTES = [
  { at: 0, hertz: 660 },
  { at: 0.11, hertz: 880 },
];

/** Two short, soft notes; nothing where the browser allows no sound yet. */
export async function beep(): Promise<void> {
  if (!('AudioContext' in globalThis)) return;
  audio ??= new AudioContext();
  await audio.resume();
  for (const { at, hertz } of NOTES) {
    const start = audio.currentTime + at;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.12, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.22);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.25);
  }
}
