import { startCardCamera } from "./card-camera.js";

// What the queue's pages add: parts that ask again by themselves, the board's voice, the clock, printing.

/** Return the number as it is read aloud, letter by letter: `A012` → `A 0 1 2`. */
export function spelled(label) {
  return [...label].join(" ");
}

/** Return the calls among `now` that were not among `before`, oldest first. */
export function fresh(before, now) {
  return now.filter(({ key }) => !before.has(key)).reverse();
}

const calls = (root) =>
  [...root.querySelectorAll("[data-call][data-fresh=yes]")].map((node) => ({
    key: node.dataset.call,
    label: node.dataset.label,
    counter: node.dataset.counter,
  }));

function chime() {
  const Sound = window.AudioContext ?? window.webkitAudioContext;
  if (!Sound) return;
  const sound = new Sound();
  for (const [index, pitch] of [659, 523].entries()) {
    const tone = sound.createOscillator();
    const loudness = sound.createGain();
    const at = sound.currentTime + index * 0.28;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.3, at);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
    tone.connect(loudness).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 0.6);
  }
}

function say(words) {
  chime();
  const voice = window.speechSynthesis;
  if (!voice) return;
  const spoken = new SpeechSynthesisUtterance(words);
  spoken.lang = "vi-VN";
  spoken.rate = 0.85;
  spoken.voice = voice.getVoices().find((each) => each.lang.startsWith("vi")) ?? null;
  setTimeout(() => voice.speak(spoken), 700);
}

function startBoard(board) {
  let known = new Set(calls(board).map(({ key }) => key));
  let speaks = false;
  const button = document.querySelector("[data-speak-on]");
  if (button) {
    // Browsers stay silent until somebody has touched the page once.
    button.hidden = false;
    button.addEventListener("click", () => {
      speaks = true;
      button.hidden = true;
      chime();
    });
  }
  board.addEventListener("polled", () => {
    const now = calls(board);
    if (speaks) {
      for (const { label, counter } of fresh(known, now)) {
        say(board.dataset.say.replace("{label}", spelled(label)).replace("{counter}", counter));
      }
    }
    known = new Set(now.map(({ key }) => key));
  });
}

function startPolling(node) {
  const ask = async () => {
    const holds = node.contains(document.activeElement) && document.activeElement !== node;
    if (!document.hidden && !holds) {
      try {
        const answer = await fetch(node.dataset.poll, { headers: { "X-Part": "1" } });
        if (answer.ok) {
          const text = await answer.text();
          if (text !== node.dataset.last) {
            node.innerHTML = text;
            node.dataset.last = text;
          }
          node.dispatchEvent(new Event("polled"));
        }
      } catch {
        // No line just now: what stands on the screen stays, and the next turn asks again.
      }
    }
    setTimeout(ask, Number(node.dataset.every) * 1000);
  };
  setTimeout(ask, Number(node.dataset.every) * 1000);
}

function startClock(node) {
  const show = () => {
    node.textContent = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  };
  show();
  setInterval(show, 5000);
}

if (typeof document !== "undefined") {
  startCardCamera(document);
  document.querySelectorAll("[data-poll]").forEach(startPolling);
  document.querySelectorAll("[data-board]").forEach(startBoard);
  document.querySelectorAll("[data-clock]").forEach(startClock);
  document.querySelectorAll("[data-prints]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  // The kiosk is ready for the next person a moment after the number is printed.
  const again = document.querySelector("[data-return]");
  if (again) setTimeout(() => location.assign(again.dataset.return), 15000);
  if (document.querySelector("[data-print]")) window.addEventListener("load", () => window.print());
}
