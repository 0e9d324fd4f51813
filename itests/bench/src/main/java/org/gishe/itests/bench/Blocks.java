/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rates of the blocks of one side, in the order in which they alternated with the other's. */
final class Blocks {

    private final List<Double> rates = new ArrayList<>();

    void add(double rate) {
        rates.add(rate);
    }

    double median() {
        return median(rates);
    }

    /** How far the rates lie apart, as a share of their median. */
    double moved() {
        double least = rates.stream().mapToDouble(each -> each).min().orElse(0);
        double most = rates.stream().mapToDouble(each -> each).max().orElse(0);
        return (most - least) / median();
    }

    double ratioTo(Blocks limit) {
        return median(ratios(limit));
    }

    double lowestRatioTo(Blocks limit) {
        return ratios(limit).stream().mapToDouble(each -> each).min().orElse(0);
    }

    double highestRatioTo(Blocks limit) {
        return ratios(limit).stream().mapToDouble(each -> each).max().orElse(0);
    }

    /** In each block the lower of two limits. */
    static Blocks lower(Blocks a, Blocks b) {
        var lower = new Blocks();
        IntStream.range(0, a.rates.size()).forEach(i -> lower.add(Math.min(a.rates.get(i), b.rates.get(i))));
        return lower;
    }

    /** The ratio of one block. */
    double ratio(Blocks limit, int block) {
        return rates.get(block) / limit.rates.get(block);
    }

    private List<Double> ratios(Blocks limit) {
        return IntStream.range(0, rates.size()).mapToObj(i -> ratio(limit, i)).toList();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
