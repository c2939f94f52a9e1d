package dialtone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/// Holds the main code of all modules against [ArchitectureRules], and the rules against classes
/// that break them.
class ArchitectureTest {

    private static final String BAD = "dialtone.architecture.bad";

    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dialtone");

    private static final JavaClasses BAD_ONES = new ClassFileImporter().importPackages(BAD);

    @ParameterizedTest
    @MethodSource("rules")
    void mainCodeKeeps(ArchRule rule) {
        rule.check(MAIN);
    }

    @ParameterizedTest
    @MethodSource("rulesForBadOnes")
    void canFail(ArchRule rule) {
        assertThatThrownBy(() -> rule.check(BAD_ONES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was violated")
                .hasMessageContaining(BAD);
    }

    @ParameterizedTest
    @EnumSource
    void seesTheClassesOf(ArchitectureRules.Module module) {
        List<String> roots =
                List.of(module.packages("dialtone")).stream()
                        .map(name -> name.replace("..", ""))
                        .toList();

        assertThat(MAIN)
                .anySatisfy(
                        found ->
                                assertThat(roots)
                                        .anyMatch(
                                                root ->
                                                        found.getPackageName().equals(root)
                                                                || found.getPackageName()
                                                                        .startsWith(root + ".")));
    }

    @Test
    void seesNoTests() {
        assertThat(MAIN).noneMatch(found -> found.getName().equals(getClass().getName()));
    }

    static List<ArchRule> rules() {
        return new ArchitectureRules("dialtone").all();
    }

    static List<ArchRule> rulesForBadOnes() {
        return new ArchitectureRules(BAD).all();
    }
}
