package intarsia.ir.type;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was made of keys, of those asked for last: a model asks for the same few formats at every tensor, and for the same accesses in every
 * kernel. Safe for threads, of which several may make the same.
 */
public final class Recent<K, V> {
    private final Function<K, V> make;
    private final Map<K, V> made;

    /** @param most that are kept: whoever names keys without end shall not fill the memory */
    public Recent(int most, Function<K, V> make) {
        this.make = make;
        this.made = new LinkedHashMap<>(most, 1, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** What is made of a key; nothing is kept where that throws. */
    public V of(K key) {
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
