package intarsia.ir.type;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What was made of keys, of those asked for last: a model asks for the same few formats at every tensor, and a panel has thousands of pieces. */
final class Recent<K, V> {
    /** Whoever names formats without end shall not fill the memory. */
    private static final int MOST = 64;

    private final Function<K, V> make;
    private final Map<K, V> made = new LinkedHashMap<>(MOST, 1, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    };

    Recent(Function<K, V> make) {
        this.make = make;
    }

    /** What is made of a key; nothing is kept where that throws. */
    V of(K key) {
        V known;
        synchronized (made) {
            known = made.get(key);
        }
        return known != null ? known : keep(key, make.apply(key));
    }

    private V keep(K key, V value) {
        synchronized (made) {
            made.put(key, value);
        }
        return value;
    }
}
