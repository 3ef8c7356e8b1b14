/** A web worker, bundled by build.mjs: its whole script, packed with gzip. */
declare module "*.worker.ts?packed" {
  const code: Uint8Array<ArrayBuffer>;
  export default code;
}
