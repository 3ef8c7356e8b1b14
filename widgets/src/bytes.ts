/** The bytes of a buffer that came with a message or in a trait, without copying them. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: DataView): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);
