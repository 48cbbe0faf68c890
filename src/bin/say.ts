/** What commands print: their answers, a line each. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);
