/** Columns of help where the terminal is not narrower: lines that go on for longer are harder to read. */
export const helpWidth = 80
