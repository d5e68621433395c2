package intarsia.cli.meter;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a bandwidth figure belongs to.
 *
 * @param system         operating system, its version, architecture
 * @param processor      model name, or the architecture where the system does not tell
 * @param cores          processors that this JVM may use
 * @param memory         bytes of memory, the container's limit if there is one
 * @param lastLevelCache bytes of the largest cache, 0 if unknown
 */
public record Machine(String system, String processor, int cores, long memory, long lastLevelCache) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

    /** The machine that this JVM runs on. */
    public static Machine here() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(system.getName() + " " + system.getVersion() + " " + system.getArch(),
            processorName(PROCESSORS, system.getArch()), Runtime.getRuntime().availableProcessors(),
            system.getTotalMemorySize(), lastLevelCache(CACHES));
    }

    /** One line that changes when the figure may: a home folder can be shared by machines, a machine can be resized. */
    public String key() {
        return processor + ", " + cores + " cores, " + (memory >> 30) + " GiB, cache " + lastLevelCache;
    }

    static String processorName(Path cpuinfo, String otherwise) {
        try (Stream<String> lines = Files.lines(cpuinfo)) {
            return lines.filter(l -> l.startsWith("model name")).map(l -> l.substring(l.indexOf(':') + 1).strip())
                .findFirst().orElse(otherwise);
        } catch (IOException e) {
            return otherwise; // not Linux
        }
    }

    static long lastLevelCache(Path caches) {
        try (Stream<Path> indices = Files.list(caches)) {
            return indices.map(i -> i.resolve("size")).filter(Files::isReadable).mapToLong(Machine::cacheSize).max().orElse(0);
        } catch (IOException e) {
            return 0; // not Linux, or a sandbox without sysfs
        }
    }

    /** The kernel writes "32768K". */
    private static long cacheSize(Path file) {
        try {
            var text = Files.readString(file).strip().toUpperCase(Locale.ROOT);
            return text.matches("\\d{1,9}K") ? Long.parseLong(text.substring(0, text.length() - 1)) << 10 : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
