package intarsia.runtime.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataFolderTest {
    @Test
    void itIsWhereThePlatformKeepsData() {
        assertEquals(Path.of("/data/intarsia"), DataFolder.of(Map.of("XDG_DATA_HOME", "/data"), "/home/u", "Linux"));
        assertEquals(Path.of("/home/u/.local/share/intarsia"), DataFolder.of(Map.of("XDG_DATA_HOME", "data"), "/home/u", "Linux"));
        assertEquals(Path.of("/Users/u/Library/Application Support/intarsia"), DataFolder.of(Map.of(), "/Users/u", "Mac OS X"));
        assertEquals(Path.of("C:/Users/u/AppData/Local/intarsia/data"), DataFolder.of(Map.of("LOCALAPPDATA", "C:/Users/u/AppData/Local"), "C:/Users/u", "Windows 11"));
        assertEquals(Path.of("/home/u/.local/share/intarsia"), DataFolder.of(Map.of(), "/home/u", "Linux"));
    }
}
