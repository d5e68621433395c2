package intarsia.tests.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What can be told of {@code intarsia.cmd} without Windows. */
final class WindowsLauncherTest {
    private static String text(String file) throws IOException {
        return Files.readString(Launcher.repository().resolve(file), StandardCharsets.US_ASCII);
    }

    private static Set<String> all(String regex, String text) {
        return Pattern.compile(regex, Pattern.MULTILINE).matcher(text).results().map((MatchResult m) -> m.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test void linesEndAsCmdWantsThem() throws IOException {
        var text = text("intarsia.cmd");
        assertEquals(text, text.replace("\r\n", "\n").replace("\n", "\r\n"));
        assertTrue(text(".gitattributes").contains("*.cmd text eol=crlf\n"));
    }

    @Test void everyLabelIsThereAndUsed() throws IOException {
        var text = text("intarsia.cmd");
        assertEquals(all("^:(\\w+)$", text), all("(?:^|\\s)(?:goto |call :)(\\w+)", text));
    }

    @Test void bothReadTheSameFlagsAndFolders() throws IOException {
        var folder = "cli/src/launcher/resources/intarsia/launcher";
        for (var file : List.of("jvm-flags", "jvm-flags-few-cores", "jdk-folders")) {
            assertTrue(Files.exists(Launcher.repository().resolve(folder).resolve(file)), file);
            assertTrue(text("intarsia").contains("$launcher/" + file), file);
            assertTrue(text("intarsia.cmd").contains("%launcher%\\" + file), file);
        }
        assertTrue(text("intarsia").contains("launcher=$root/" + folder));
        assertTrue(text("intarsia.cmd").contains("launcher=%root%" + folder.replace('/', '\\') + "\""));
    }

    @Test void bothHearTheSameVariables() throws IOException {
        assertEquals(all("\\$\\{?(INTARSIA_\\w+)", text("intarsia")), all("[%\\s](INTARSIA_\\w+)[%:\\s]", text("intarsia.cmd")));
    }

    @Test void bothEndWithTheSameCodes() throws IOException {
        assertEquals(all("exit /b ([1-9])", text("intarsia.cmd")), new TreeSet<>(Set.of("1", "3")));
        for (var line : List.of("no JDK 25 found", "install a JDK 25 (a full JDK, any vendor), or set JAVA_HOME to one",
                "no Maven found, and the sources must be built", "not built, and INTARSIA_BUILD=never")) {
            assertTrue(text("intarsia.cmd").contains(line), line);
            assertTrue(text("intarsia").replace("$WANTED", "25").contains(line), line);
        }
    }
}
