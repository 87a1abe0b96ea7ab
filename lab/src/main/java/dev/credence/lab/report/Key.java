package dev.credence.lab.report;

/**
 * One entry of a figure's key. Meaning is carried by shape or dash as well as by colour.
 *
 * @param mark how it is drawn
 * @param colour of the mark
 * @param words what it means
 */
record Key(Mark mark, Palette colour, String words) {
  /** How an entry is drawn. */
  enum Mark {
    LINE,
    DASHED,
    CIRCLE,
    FAINT,
    TRIANGLE,
    SQUARE,
    DIAMOND,
    DOT,
    CROSS,
    RINGED_CROSS,
    HATCH,
    BAND,
    OUTLINE,
    SEQUENTIAL,
    DIVERGING
  }
}
