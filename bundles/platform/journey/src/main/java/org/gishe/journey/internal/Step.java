/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

/** One step of the way. Runs on a worker's thread, outside of any unit; thread-safe. */
interface Step {

    /** Its name in descriptions, rows and routes. */
    String name();

    /** Does the step's work for the submission as it stands. What it throws means: again later. */
    Outcome take(Row row);
}
