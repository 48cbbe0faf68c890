/** SHA-256. */
import { createHash, hash } from 'node:crypto';

/** In hexadecimal. */
export const sha256 = (text: string): string => hash('sha256', text);

export const sha256Bytes = (text: string): Buffer => createHash('sha256').update(text).digest();
