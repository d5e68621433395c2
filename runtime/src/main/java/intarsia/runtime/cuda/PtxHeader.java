package intarsia.runtime.cuda;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The check that stands between PTX text and the compiler library. Release 12.0 dereferences null, and so ends the
 * process, when a text has no {@code .version} and {@code .target} that it knows at its start (an empty file with a
 * comment does it, and so does {@code .target foo}). Past the header it reports errors as it should.
 */
final class PtxHeader {
    static final Set<String> TARGETS = Set.of("sm_50", "sm_52", "sm_53", "sm_60", "sm_61", "sm_62", "sm_70", "sm_72", "sm_75",
            "sm_80", "sm_86", "sm_87", "sm_89", "sm_90", "sm_90a");

    private static final Pattern VERSION = Pattern.compile("\\.version[ \t]+[0-9]{1,3}\\.[0-9]{1,3}(?![0-9.])");
    private static final Pattern TARGET = Pattern.compile("\\.target[ \t]+([A-Za-z0-9_]{1,20})");

    private PtxHeader() {}

    /** What is wrong with the start of a text, or null. */
    static @Nullable String problem(String ptx) {
        if (ptx.indexOf('\0') >= 0) return "character 0 at index " + ptx.indexOf('\0') + " of the PTX text";
        int at = skipBlank(ptx, 0);
        var version = VERSION.matcher(ptx).region(at, ptx.length());
        if (!version.lookingAt()) return "PTX text must begin with '.version X.Y', found " + excerpt(ptx, at);
        at = skipBlank(ptx, version.end());
        var target = TARGET.matcher(ptx).region(at, ptx.length());
        if (!target.lookingAt()) return "'.target sm_NN' must follow .version, found " + excerpt(ptx, at);
        if (!TARGETS.contains(target.group(1))) return "unknown .target " + target.group(1) + "; known: " + TARGETS.stream().sorted().toList();
        return null;
    }

    private static int skipBlank(String s, int at) {
        while (at < s.length()) {
            if (Character.isWhitespace(s.charAt(at))) at++;
            else if (s.startsWith("//", at)) at = after(s, "\n", at + 2);
            else if (s.startsWith("/*", at)) at = after(s, "*/", at + 2);
            else return at;
        }
        return at;
    }

    private static int after(String s, String mark, int from) {
        int at = s.indexOf(mark, from);
        return at < 0 ? s.length() : at + mark.length();
    }

    private static String excerpt(String s, int at) {
        if (at == s.length()) return "the end of the text";
        return "'" + s.substring(at, Math.min(s.length(), at + 40)).lines().findFirst().orElse("") + "'";
    }
}
