import '@tensorflow/tfjs-backend-cpu';
import '@hgn/autodiff';
