// What a person would see, as text: for the log of a test that failed, and to know what an open list offers.
import { seen } from "./stage.mjs";

/** The box of the palette and of questions: its title, what is typed, its rows and which of them has the focus; undefined while none is open. */
export const box = () => seen.page.evaluate(() => {
  const shown = [...document.querySelectorAll(".quick-input-widget")].find((item) => item.checkVisibility());
  if (shown === undefined) return undefined;
  const input = shown.querySelector(".quick-input-box input");
  const rows = [...shown.querySelectorAll(".quick-input-list .monaco-list-row")];
  return {
    title: shown.querySelector(".quick-input-title")?.textContent?.trim() ?? "",
    value: input?.value,
    isFocused: input !== null && input === document.activeElement,
    rows: rows.map((row) => row.getAttribute("aria-label") ?? ""),
    focused: rows.findIndex((row) => row.classList.contains("focused")),
  };
});

/** Focus, tabs, rows, notices, the open box and the code on the page. */
export async function described() {
  const page = await seen.page.evaluate(() => {
    const texts = (selector, textOf) => [...document.querySelectorAll(selector)].filter((item) => item.checkVisibility()).map(textOf);
    const named = (item) => `${item.getAttribute("aria-label") ?? ""}`;
    const marks = (item) => ["active", "selected", "focused", "dirty"].filter((mark) => item.classList.contains(mark)).join(" ");
    const active = document.activeElement;
    const around = [".quick-input-widget", ".monaco-menu", ".monaco-diff-editor .editor.modified", ".editor-instance", ".pane", ".notifications-center"];
    const lines = texts(".editor-instance .view-lines", (item) => [...item.querySelectorAll(".view-line")]
      .map((line) => [Number.parseFloat(line.style.top), line.textContent]).sort((a, b) => a[0] - b[0]).map(([, text]) => text).join("\n"));
    return {
      focus: [`${active?.tagName.toLowerCase()} '${active === null ? "" : named(active)}', in ${around.filter((place) => active?.closest(place)).join(" ") || "nothing known"}`],
      "tabs": texts(".tab", (item) => `${named(item)} ${marks(item)}`),
      "rows": texts(".pane-body .monaco-list-row", (item) => `${item.closest(".monaco-list").getAttribute("aria-label")}: ${named(item)} ${marks(item)}`),
      "notices": texts(".notification-list-item", (item) => item.textContent),
      "status": texts(".statusbar-item", (item) => item.textContent.trim()),
      "lenses": texts(".codelens-decoration", (item) => item.textContent),
      "code": lines,
    };
  });
  const open = await box();
  const parts = { ...page, box: open === undefined ? [] : [JSON.stringify(open)] };
  return Object.entries(parts).flatMap(([name, lines]) => [`${name}:`, ...lines.flatMap((line) => line.replaceAll("\u00a0", " ").split("\n")).map((line) => `  ${line}`)]).join("\n");
}
