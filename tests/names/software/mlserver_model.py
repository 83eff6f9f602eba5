"""A model for MLServer that observes a metric of its own, as a drift detector does."""

# mypy: ignore-errors

import mlserver
from mlserver.codecs import NumpyCodec


class Detector(mlserver.MLModel):
    """Answers with what it was asked; MLServer's alibi-detect runtime logs the same."""

    async def load(self) -> bool:
        mlserver.register("seldon_model_drift", "drift")
        return True

    async def predict(self, payload):
        mlserver.log(seldon_model_drift=1)
        data = self.decode(payload.inputs[0], default_codec=NumpyCodec)
        output = NumpyCodec.encode_output("predict", data)
        return mlserver.types.InferenceResponse(
            model_name=self.name, model_version=self.version, outputs=[output]
        )
