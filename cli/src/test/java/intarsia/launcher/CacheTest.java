package intarsia.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.runtime.store.CacheFolder;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CacheTest {
    @Test void itIsTheFolderOfTheCommandItself() {
        assertEquals(CacheFolder.ofUser(), Cache.of(System.getenv(), System.getProperty("user.home"), System.getProperty("os.name")));
    }

    @Test void everyPlatformHasAPlaceOfItsOwn() {
        assertEquals("/x/intarsia", Cache.of(Map.of("XDG_CACHE_HOME", "/x"), "/home/ada", "Linux").toString());
        assertEquals("/home/ada/.cache/intarsia", Cache.of(Map.of("XDG_CACHE_HOME", "x"), "/home/ada", "Linux").toString());
        assertEquals("/home/ada/Library/Caches/intarsia", Cache.of(Map.of(), "/home/ada", "Mac OS X").toString());
        assertEquals("/local/intarsia/cache", Cache.of(Map.of("LOCALAPPDATA", "/local"), "/home/ada", "Windows 11").toString());
    }
}
