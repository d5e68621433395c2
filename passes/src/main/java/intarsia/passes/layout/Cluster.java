package intarsia.passes.layout;

import intarsia.ir.Stmt;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.List;

/** Tiles that lie alike, or the tile of one load or store as memory has it: a variable of inference. */
final class Cluster {
    /** A demand, and the statement that makes it. */
    record Demand(Layout layout, Stmt by) {
    }

    final int[] shape;
    final List<Value> members = new ArrayList<>();
    final List<Demand> demands = new ArrayList<>();
    /** The layouts it may have, each once, the first it was given first. */
    final List<Layout> candidates = new ArrayList<>();
    /** Elementwise operations on a slot, each as often as it runs. */
    double operations;
    /** What it costs whatever its layout: products of atoms that have no choice. */
    double fixed;
    /** The load or store, and how often it runs; otherwise none. */
    final List<Stmt> accesses = new ArrayList<>();
    double weight;

    Cluster(TileType t) {
        this.shape = t.dims();
    }

    /** Whether a demand leaves no choice. */
    boolean isPinned() {
        return !demands.isEmpty();
    }
}
