// Telling the kernel.
import type { AnyModel } from "@anywidget/types";

/** Sends a message, if there is still a kernel to hear it. */
export function tell(model: AnyModel, message: object): void {
  try {
    model.send(message);
  } catch {
    // The kernel is gone, or the view is being closed; there is nobody to tell.
  }
}
