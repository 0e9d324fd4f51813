/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import java.util.Set;
import java.util.TreeSet;
import org.junit.runner.JUnitCore;

/** Runs a contract suite as an author would, and tells which of its tests failed. */
final class Suite {

    private Suite() {}

    static Set<String> failures(Class<? extends Contract> suite) {
        var result = JUnitCore.runClasses(suite);
        if (result.getRunCount() < 4) {
            throw new AssertionError(suite + " ran only " + result.getRunCount() + " tests");
        }
        var failed = new TreeSet<String>();
        result.getFailures()
                .forEach(failure -> failed.add(failure.getDescription().getMethodName()));
        return failed;
    }
}
