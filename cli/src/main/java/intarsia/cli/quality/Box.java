package intarsia.cli.quality;

/** A rectangle of a picture, in its units, y downwards. */
record Box(double left, double top, double right, double bottom) {
    /** The width of a letter, on average, and the height of a line, in sizes of the font: more than those of usual fonts without serifs. */
    private static final double LETTER = 0.62, ABOVE = 0.85, BELOW = 0.3;

    /** What a text takes that begins at x, on a base line. */
    static Box ofText(String text, double x, double baseline, double size) {
        return new Box(x, baseline - ABOVE * size, x + width(text, size), baseline + BELOW * size);
    }

    /** The width of a text. */
    static double width(String text, double size) {
        return LETTER * size * text.length();
    }

    /** What surrounds a point to both sides. */
    static Box around(double x, double y, double radius) {
        return new Box(x - radius, y - radius, x + radius, y + radius);
    }

    boolean meets(Box b) {
        return left < b.right && b.left < right && top < b.bottom && b.top < bottom;
    }

    boolean within(Box b) {
        return left >= b.left && right <= b.right && top >= b.top && bottom <= b.bottom;
    }
}
