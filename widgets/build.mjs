// `node build.mjs` bundles the front end into the Python package; `node build.mjs test` bundles the tests and runs them.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** One bundle for each: what Python loads with anywidget. */
const ENTRY_POINTS = ["src/lab.ts"];
const STATIC = "../lpnb/widgets/static";
const TESTS = ".tests";

process.chdir(import.meta.dirname ?? new URL(".", import.meta.url).pathname);

/** Minified ESM, and css beside it where the TypeScript imports some. */
async function bundle() {
  rmSync(STATIC, { recursive: true, force: true });
  await build({
    entryPoints: ENTRY_POINTS,
    outdir: STATIC,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "info",
  });
}

/** Every test/**\/*.test.ts, bundled for Node and handed to its own test runner. Returns the exit status. */
async function test() {
  const files = existsSync("test") ? readdirSync("test", { recursive: true }) : [];
  const entryPoints = files.filter((file) => file.endsWith(".test.ts")).map((file) => join("test", file));
  if (entryPoints.length === 0) {
    console.log("no TypeScript tests yet");
    return 0;
  }
  rmSync(TESTS, { recursive: true, force: true });
  await build({
    entryPoints,
    outdir: TESTS,
    outbase: "test",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline", // failures point at the TypeScript
    logLevel: "warning",
  });
  const bundles = entryPoints.map((file) => file.replace(/^test/, TESTS).replace(/\.ts$/, ".mjs"));
  return spawnSync(process.execPath, ["--enable-source-maps", "--test", ...bundles], { stdio: "inherit" }).status ?? 1;
}

process.exitCode = process.argv[2] === "test" ? await test() : await bundle();
