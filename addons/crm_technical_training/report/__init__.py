from . import tech_training_skill
