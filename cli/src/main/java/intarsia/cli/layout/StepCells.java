package intarsia.cli.layout;

import intarsia.cli.figure.Palette;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.memory.AccessPlan;
import intarsia.ir.layout.memory.AccessStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cells of a planned access: the lane of an element, and below it the step that moves its slot. */
final class StepCells {
    private static final int MOST_LINES = 24;

    private final AccessPlan plan;
    private final Layout registers;
    private final Map<Integer, List<Integer>> stepsOfSlot = new HashMap<>();

    StepCells(AccessPlan plan) {
        this.plan = plan;
        registers = plan.access().registers();
        for (int i = 0; i < plan.steps().size(); i++) {
            for (AccessStep.Part p : plan.steps().get(i).parts()) stepsOfSlot.computeIfAbsent(p.slot(), _ -> new ArrayList<>()).add(i);
        }
    }

    /** What the numbers are, then the steps. */
    List<String> legend() {
        List<String> lines = new ArrayList<>(List.of("large: lane; below it and colour: the first step that moves the element"));
        for (int i = 0; i < Math.min(MOST_LINES, plan.steps().size()); i++) lines.add(i + ": " + plan.steps().get(i));
        if (plan.steps().size() > MOST_LINES) lines.add("and " + (plan.steps().size() - MOST_LINES) + " steps more");
        return lines;
    }

    Cell cell(int[] x) {
        int lane = registers.lane(x);
        String place = TileGrids.text(x) + ": lane " + lane + ", v " + registers.v(x);
        int step = stepsOfSlot.getOrDefault(registers.v(x), List.of()).stream().filter(s -> plan.steps().get(s).isOn(lane)).findFirst().orElse(-1);
        if (step < 0) return new Cell(Integer.toString(lane), "-", Palette.GREY, place);
        return new Cell(Integer.toString(lane), "s" + step, Palette.of(step, plan.steps().size()), place + "; " + plan.steps().get(step));
    }
}
