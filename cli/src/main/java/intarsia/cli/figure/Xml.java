package intarsia.cli.figure;

/** Text in XML. */
public final class Xml {
    private Xml() {}

    /** A text as it stands between tags, or in an attribute. */
    public static String escaped(String s) {
        return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
