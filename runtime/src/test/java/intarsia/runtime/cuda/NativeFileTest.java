package intarsia.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFileTest {
    private static final NativeFile FILE = NativeFile.JCUDA_DRIVER;

    @TempDir Path folder = Path.of("");

    @BeforeEach void onThePlatformOfTheNatives() {
        boolean platform = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        assumeTrue(platform, "JCuda's natives are for Linux on x86-64");
    }

    @Test void theFolderIsTheUsersOwnAndHoldsNothingButTheLibrary() throws Exception {
        Path file = FILE.unpack(folder);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        try (var all = Files.list(file.getParent())) {
            assertEquals(List.of(file), all.toList());
        }
    }

    @Test void aSoundCopyIsKeptAndATamperedOneReplaced() throws Exception {
        Path file = FILE.unpack(folder);
        byte[] sound = Files.readAllBytes(file);
        Object first = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
        FILE.unpack(folder);
        assertEquals(first, Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class).fileKey());
        byte[] tampered = sound.clone();
        tampered[sound.length / 2] ^= 1;
        Files.write(file, tampered);
        FILE.unpack(folder);
        assertArrayEquals(sound, Files.readAllBytes(file));
    }

    @Test void aFolderThatOthersMayWriteIsRefused() throws IOException {
        Path home = Files.createDirectory(folder.resolve(FILE.sha256()));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        var e = assertThrows(NativeFile.Absent.class, () -> FILE.unpack(folder));
        assertTrue(e.getMessage().contains("is not private, others may write it: mode 777"), e::getMessage);
    }

    @Test void aLibraryThatIsNotOnTheClassPathOrNotThePinnedOneIsNamed() {
        var missing = assertThrows(NativeFile.Absent.class, () -> new NativeFile("libnone.so", 1, "00").unpack(folder));
        assertTrue(missing.getMessage().startsWith("libnone.so not found on the class path"), missing::getMessage);
        var other = assertThrows(NativeFile.Absent.class, () -> new NativeFile(FILE.name(), FILE.bytes(), "11").unpack(folder));
        assertTrue(other.getMessage().contains("is not the one of JCuda 12.6.0"), other::getMessage);
    }
}
