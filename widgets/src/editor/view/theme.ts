// Light or dark, as the notebook is.
import { useSyncExternalStore } from "react";
import { themeOf } from "../../theme.ts";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function watch(changed: () => void): () => void {
  const body = new MutationObserver(changed);
  body.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  dark.addEventListener("change", changed);
  return () => {
    body.disconnect();
    dark.removeEventListener("change", changed);
  };
}

export function useTheme(): "light" | "dark" {
  return useSyncExternalStore(watch, () => themeOf(document.body.dataset.jpThemeLight, dark.matches));
}
