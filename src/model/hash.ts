/** SHA-256. */
import { createHash } from 'node:crypto';

/** In hexadecimal. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const sha256Bytes = (text: string): Buffer => createHash('sha256').update(text).digest();
