// The card's QR code read by the camera, where the browser can: it is typed into the field as a scanner would.

export function startCardCamera(root) {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  for (const button of root.querySelectorAll("[data-card-camera]")) {
    button.hidden = false;
    button.addEventListener("click", () => read(button, root.getElementById(button.dataset.cardCamera)));
  }
}

async function read(button, field) {
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const picture = document.createElement("video");
  picture.playsInline = true;
  picture.muted = true;
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch {
    button.hidden = true;
    return;
  }
  button.after(picture);
  picture.srcObject = stream;
  await picture.play();
  const stop = () => {
    stream.getTracks().forEach((track) => track.stop());
    picture.remove();
  };
  const look = async () => {
    if (!picture.isConnected) return;
    const [found] = await detector.detect(picture).catch(() => []);
    if (!found) {
      setTimeout(look, 200);
      return;
    }
    stop();
    field.value = found.rawValue;
    field.form.requestSubmit(field.form.querySelector("[value=tim-nguoi]") ?? undefined);
  };
  look();
  setTimeout(stop, 60000);
}
