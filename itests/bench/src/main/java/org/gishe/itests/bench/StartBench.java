/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.gishe.itests.harness.Server;

/** First start with the sample services until it is ready, and its memory then; reported, not judged. */
final class StartBench {

    private StartBench() {}

    static List<String> run(boolean isLong) throws Exception {
        int times = isLong ? 7 : 3;
        double[] seconds = new double[times];
        double[] mebibytes = new double[times];
        for (int i = 0; i < times; i++) {
            try (Server server = Server.fresh("bench-start")) {
                seconds[i] = server.start().toMillis() / 1000.0;
                mebibytes[i] = server.residentMebibytes();
            }
        }
        return List.of(
                line("first start until ready", seconds, "s", 10), line("resident memory then", mebibytes, "MiB", 400));
    }

    private static String line(String name, double[] values, String unit, int aim) {
        double[] sorted = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .sorted()
                .toArray();
        return String.format(
                Locale.ROOT,
                "%s | %.1f %s [%.1f–%.1f] | – | – | aim %d %s | %s",
                name,
                sorted[sorted.length / 2],
                unit,
                sorted[0],
                sorted[sorted.length - 1],
                aim,
                unit,
                sorted[sorted.length / 2] <= aim ? "ok" : "short");
    }
}
