/** A web worker, bundled by build.mjs: its whole script as text. */
declare module "*.worker.ts?text" {
  const code: string;
  export default code;
}
