// Light or dark: JupyterLab says so on the body; elsewhere the system's preference counts.

export function themeOf(attribute: string | undefined, systemIsDark: boolean): "light" | "dark" {
  if (attribute === undefined) return systemIsDark ? "dark" : "light";
  return attribute === "false" ? "dark" : "light";
}

/** Keeps `root.dataset.lpnbTheme` up to date. Returns the cleanup. */
export function followTheme(root: HTMLElement): () => void {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    root.dataset.lpnbTheme = themeOf(document.body.dataset.jpThemeLight, system.matches);
  };
  const body = new MutationObserver(apply);
  body.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  system.addEventListener("change", apply);
  apply();
  return () => {
    body.disconnect();
    system.removeEventListener("change", apply);
  };
}
