package intarsia.codegen.ptx.text;

/** A piece of PTX text. A word keeps its dots: {@code ld.global.f32}, {@code %tid.x}, {@code .reg}. */
record Token(Kind kind, String text, int offset, int line) {
    enum Kind { WORD, NUMBER, STRING, MARK, END }

    boolean is(String mark) {
        return kind != Kind.STRING && text.equals(mark);
    }

    @Override
    public String toString() {
        return kind == Kind.END ? "the end of the text" : "'" + text + "'";
    }
}
