/** Styles: beside the bundle of a widget, or (in the editor) their text. */
declare module "*.css" {
  const text: string;
  export default text;
}
