package intarsia.runtime;

import intarsia.ir.device.Backend;
import intarsia.ir.device.Device;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The code generators and devices that are there. A provider that fails to load is no reason to do without the others.
 *
 * @param broken what the providers that failed to load said
 */
record Services(List<Backend> backends, List<Device> devices, List<String> broken) {
    Services {
        backends = List.copyOf(backends);
        devices = List.copyOf(devices);
        broken = List.copyOf(broken);
    }

    /** Broken providers after which the search ends. */
    private static final int MOST_BROKEN = 100;

    static Services load() {
        ClassLoader loader = Services.class.getClassLoader();
        List<String> broken = new ArrayList<>();
        return new Services(all(ServiceLoader.load(Backend.class, loader).iterator(), broken),
                all(ServiceLoader.load(Device.class, loader).iterator(), broken), broken);
    }

    /** For messages: empty where every provider loaded. */
    String faults() {
        return broken.isEmpty() ? "" : "; failed to load: " + String.join("; ", broken);
    }

    private static <T> List<T> all(Iterator<T> found, List<String> broken) {
        List<T> list = new ArrayList<>();
        while (broken.size() < MOST_BROKEN) {
            try {
                if (!found.hasNext()) {
                    return list;
                }
                list.add(found.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                broken.add(String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause()));
            }
        }
        return list;
    }
}
