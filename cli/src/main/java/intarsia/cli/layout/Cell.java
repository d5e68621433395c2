package intarsia.cli.layout;

/**
 * A cell of a picture.
 *
 * @param upper a line of text, in larger type
 * @param lower a line below, or nothing
 * @param fill  its colour
 * @param hover what the pointer shows
 */
record Cell(String upper, String lower, String fill, String hover) {}
