package org.consentgateway.core.decision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.Yaml;
import org.consentgateway.core.law.PackReader;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Reference;

/** The packs that are shipped, read from their files; a test may say what a site would have set otherwise. */
public final class Packs {

    static final Reference ORG = new Reference("Organization", "org-a");
    public static final PolicyPack HIPAA = with(new Json.Obj(Map.of()));

    private static final Map<Json.Obj, PolicyPack> KNOWN = new LinkedHashMap<>();

    private Packs() {}

    static PolicyPack of(Json.Obj settings) {
        return KNOWN.computeIfAbsent(settings, Packs::with);
    }

    private static PolicyPack with(Json.Obj settings) {
        Path folder = Path.of("../../fhir-profiles/src/main/resources/packs");
        List<Json.Obj> files = new ArrayList<>();
        Json.Obj own = WrittenCase.over(settings, new Json.Obj(Map.of("overlays", new Json.Null())));
        files.add(WrittenCase.over(yaml(folder.resolve("us-hipaa.yaml")), own));
        for (Json overlay : settings.items("overlays")) {
            if (overlay instanceof Json.Text name) files.add(yaml(folder.resolve(name.value() + ".yaml")));
        }
        List<String> problems = new ArrayList<>();
        return PackReader.read(files, ORG, ZoneId.of("America/New_York"), problems)
                .orElseThrow(() -> new IllegalStateException(String.join("\n", problems)));
    }

    static Json.Obj yaml(Path file) {
        try {
            return Yaml.object(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
