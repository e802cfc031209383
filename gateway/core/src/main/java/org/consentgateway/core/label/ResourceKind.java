package org.consentgateway.core.label;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;

/**
 * What kind of resource one is, by codes and by where it came from. No text stands here but the names of the kind.
 *
 * @param codes      the coded kind of the resource: type, or code
 * @param categories {@code category}, {@code class}
 * @param settings   practice setting, facility type, service type
 * @param tags       {@code meta.tag}: may hold a site's local labels
 * @param source     {@code meta.source}
 * @param profiles   {@code meta.profile}
 * @param names      what its kind is called: text and display of type, code, category and setting; never recorded, see
 *     {@link NoteRules#withoutWords}
 */
public record ResourceKind(
        Set<Coding> codes,
        Set<Coding> categories,
        Set<Coding> settings,
        Set<Coding> tags,
        Optional<String> source,
        Set<String> profiles,
        Set<String> names) {
    public ResourceKind {
        codes = Set.copyOf(codes);
        categories = Set.copyOf(categories);
        settings = Set.copyOf(settings);
        tags = Set.copyOf(tags);
        profiles = Set.copyOf(profiles);
        names = Set.copyOf(names);
    }
}
