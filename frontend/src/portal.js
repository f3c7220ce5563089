// What citizens' pages add to plain HTML; every page works without it.
import { startAutosave } from "./autosave.js";
import { startChoosers } from "./chooser.js";
import { startDialogs, startMenus } from "./dialogs.js";
import { startInputs } from "./inputs.js";
import { startLookingAgain } from "./look-again.js";
import { startMaps } from "./maps.js";
import { startNotices } from "./notices.js";
import { startOffline } from "./offline.js";
import { startOnce } from "./once.js";
import { startPasskeys } from "./passkey.js";
import { startPush } from "./push.js";
import { startSummary } from "./summary.js";
import { startTabs } from "./tabs.js";
import { startThemeForms } from "./theme-form.js";
import { startUploads } from "./upload.js";

for (const start of [
  startThemeForms, startMenus, startDialogs, startInputs, startChoosers, startUploads, startPasskeys, startOnce, startAutosave, startOffline,
  startNotices, startSummary, startLookingAgain, startMaps, startPush, startTabs,
]) {
  start(document);
}
