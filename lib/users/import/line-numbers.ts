const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Tells lines by bytes. The parser counts a line break inside of a cell twice where it is CR LF, and
 * says where a record ends, not where it began.
 */
export class LineNumbers {
  private bytes = 0;
  private line = 1;
  private endsInReturn = false;
  /** Where lines end that nobody has asked about yet. */
  private ends: number[] = [];

  /** The next bytes of the file. */
  note(piece: Buffer): void {
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at];
      if (byte === LINE_FEED && this.endsInReturn)
        this.ends[this.ends.length - 1] = this.bytes + at;
      else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) this.ends.push(this.bytes + at);
      this.endsInReturn = byte === CARRIAGE_RETURN;
    }
    this.bytes += piece.length;
  }

  /** The line of the byte at this place; never asked backwards. */
  upTo(place: number): number {
    const passed = this.ends.findIndex((end) => end >= place);
    const count = passed < 0 ? this.ends.length : passed;
    this.ends.splice(0, count);
    this.line += count;
    return this.line;
  }
}
