package intarsia.tuning;

import intarsia.runtime.Engine;

/**
 * Where something was measured. Measurements of unlike environments are never compared.
 *
 * @param device   the facts of the device that times depend on, in one line: processor or GPU, cores, memory, caches, target
 * @param jvm      the version of the JVM
 * @param compiler the version of compiler and code generator
 */
public record Environment(String device, String jvm, String compiler) {
    public Environment {
        Texts.line("a device", device);
        Texts.line("a JVM", jvm);
        Texts.line("a compiler", compiler);
    }

    /**
     * This process with an engine.
     *
     * @param machine facts of the machine, in one line
     */
    public static Environment of(Engine engine, String machine) {
        String maker = engine.maker().orElse("engine " + engine.name()).lines().filter(l -> !l.startsWith("JVM ") && !l.startsWith("target ")).reduce((a, b) -> a + ", " + b).orElse("");
        String target = engine.target().map(t -> t.id()).orElse(engine.name());
        return new Environment(target + " on " + machine, System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"), maker);
    }

    /** 32 hexadecimal digits that follow from all of it. */
    public String key() {
        return Texts.key(device, jvm, compiler);
    }
}
