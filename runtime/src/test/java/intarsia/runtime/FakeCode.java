package intarsia.runtime;

import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Symbol;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import intarsia.runtime.cpu.CpuDevice;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Programs whose kernels are the methods of {@link Bodies}: the launch path without a compiler. */
final class FakeCode {
    static final Target TARGET = new Target("jvm", "fake", 4, 1, 16, Set.of());

    private FakeCode() {
    }

    /** A tile kernel of that name with x: f32[n], y: f32[n] and one block for each 4 elements; its body does not matter. */
    static Kernel tile(String name, Symbol n) {
        return TileKernel.define(name, k -> {
            Size size = k.size(n);
            k.in("x", DType.F32, size);
            k.out("y", DType.F32, size);
            k.grid(size.ceilDiv(Bodies.BLOCK));
        });
    }

    /** Code whose parameters are x, y and n. */
    static Artefact.ClassFile code(Kernel tile, String method) {
        List<Param> params = new ArrayList<>();
        for (Param p : tile.params()) {
            params.add(new Param(p.name(), p.access(), new Value(params.size(), ScalarType.PTR)));
        }
        for (Symbol s : tile.symbols()) {
            Type t = s.kind() == Symbol.Kind.RUNTIME ? ScalarType.PTR : ScalarType.I64;
            params.add(new Param(s.name(), Param.Access.IN, new Value(params.size(), t)));
        }
        List<Value> args = params.stream().map(Param::value).toList();
        Kernel lane = new Kernel(tile.name(), Level.LANE, List.of(), params, tile.grid(), 4, 1, new Region(args, List.of(), List.of()));
        return new Artefact.ClassFile(params, TARGET, bytes(method), MethodHandles.lookup(), new Made(lane, method, bytes(method)));
    }

    private record Made(Kernel kernel, String listing, byte[] plain) implements Artefact.Made {
    }

    private static byte[] bytes(String method) {
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor("([JII)V");
        return ClassFile.of().build(ClassDesc.of("intarsia.runtime.Fake"), cb -> cb.withMethodBody(Artefact.ClassFile.METHOD, type,
                ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                code -> code.aload(0).iload(1).iload(2).invokestatic(ClassDesc.of("intarsia.runtime.Bodies"), method, type).return_()));
    }

    /** A plan on {@code threads} threads; {@code method} names the method for each step's kernel. */
    static Program program(Plan plan, int threads, Function<Kernel, String> method) {
        CpuDevice device = new CpuDevice(threads);
        Engine engine = new Engine("jvm", Optional.empty(), device, true);
        List<Device.Loaded> loaded = plan.steps().stream().map(s -> device.load(code(s.kernel(), method.apply(s.kernel())))).toList();
        return new Program(plan, engine, loaded, Compiler.Options.DEFAULT);
    }

    static Program program(Kernel tile, int threads, String method) {
        return program(Plan.of(tile), threads, k -> method);
    }
}
