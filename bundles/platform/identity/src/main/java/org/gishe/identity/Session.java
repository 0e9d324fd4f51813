/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity;

import java.time.Instant;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Party;

/**
 * Somebody who is logged in.
 *
 * @param actor who
 * @param assurance how surely
 * @param csrf token that every changing request of a browser carries
 * @param until when it ends unless used
 */
public record Session(Party actor, Assurance assurance, String csrf, Instant until) {}
