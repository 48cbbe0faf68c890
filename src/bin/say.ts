/** Prints what a command has to say. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);
