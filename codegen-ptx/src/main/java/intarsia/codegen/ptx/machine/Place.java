package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.Operand;

/** The address of a memory instruction, decoded: a base slot, an offset, and the space that holds it. */
record Place(int base, long offset, Kind kind) {
    enum Kind { GLOBAL, SHARED, GENERIC }

    /** Operand {@code i} of an instruction whose modifiers name the space; none means a generic address. */
    static Place of(Form f, int i) {
        return of(f, i, f.has("global") ? Kind.GLOBAL : f.has("shared") ? Kind.SHARED : Kind.GENERIC);
    }

    static Place of(Form f, int i, Kind kind) {
        if (!(f.operand(i) instanceof Operand.Address(Operand base, long offset))) throw f.fault("operand " + (i + 1) + " is " + f.operand(i) + ", wanted an address in brackets");
        return new Place(f.base(base), offset, kind);
    }

    long address(Warp w, int lane) {
        return w.file[base][lane] + offset;
    }

    /** The space of an address, after the checks of an access of this many bytes. */
    Space reach(Warp w, int lane, int bytes, Access access, byte[] fresh) {
        long address = address(w, lane);
        boolean windowed = kind == Kind.GENERIC && address >= SharedLayout.WINDOW && address < SharedLayout.WINDOW + (1 << 24);
        Space space = windowed || kind == Kind.SHARED ? w.block.shared : w.block.global;
        space.reach(w, lane, windowed ? address - SharedLayout.WINDOW : address, bytes, access, fresh);
        return space;
    }
}
